-- What an event made: asked of every table when the event is taken back.
create index lot_since on lot (since);
create index hold_since on hold (since) where until is null;
create index run_since on run (since) where until is null;
create index container_since on container (since) where until is null;
create index shipment_since on shipment (since) where until is null;
create index recall_since on recall (since) where until is null;
create index drill_since on drill (since) where until is null;

-- What an event ended: few rows ever are.
create index master_ended on master (until) where until is not null;
create index identifier_ended on identifier (until) where until is not null;
create index run_ended on run (until) where until is not null;
create index measurement_ended on measurement (until) where until is not null;
create index hold_ended on hold (until) where until is not null;
create index hold_lot_ended on hold_lot (until) where until is not null;
create index container_ended on container (until) where until is not null;
create index shipment_ended on shipment (until) where until is not null;
create index open_end_ended on open_end (until) where until is not null;
create index exception_ended on exception (until) where until is not null;
create index resolution_ended on resolution (until) where until is not null;
create index install_ended on install (until) where until is not null;
create index label_print_ended on label_print (until) where until is not null;

-- Tens of thousands of orders are paged through by their number, whatever the site.
create index master_listed on master (kind, code, site) where until is null;

-- A plant that begins with orders or containers has its statistics by the next morning's lots, not only when a tenth of all rows is new.
alter table lot set (autovacuum_analyze_scale_factor = 0.01);
alter table link set (autovacuum_analyze_scale_factor = 0.01);
alter table movement set (autovacuum_analyze_scale_factor = 0.01);
alter table ledger set (autovacuum_analyze_scale_factor = 0.01);
alter table stock set (autovacuum_analyze_scale_factor = 0.01);

-- Each scan asks for the runs that are open at its work center, and each use for the holds in force: few of all there ever were.
create index run_open_center on run (site, work_center) where finished_at is null and until is null;
create index hold_open on hold (site, hold) where released_at is null and until is null;
