-- A page of runs or shipments is read from its end, site by site, instead of sorting all there ever were.
create index run_started on run (site, started_at, run) where until is null;
create index shipment_left on shipment (site, at, shipment) where until is null;
