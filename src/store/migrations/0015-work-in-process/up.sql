-- What a supervisor looks at is found without reading what is finished: open orders, what changed since a position, what was recorded today.
create index master_open_order on master (site, code) where kind = 'workOrder' and until is null and coalesce(body->>'status', 'open') = 'open';
create index master_since on master (since);
create index run_finished on run (site, finished_at) where finished_at is not null and until is null;
create index ledger_recorded on ledger using brin (recorded_at) with (autosummarize = on);
