-- A complaint stands among the master records, restated by each step; these find those that are open, and those about a lot.
create index master_complaint on master (site, ((body->>'openedAt')::float8)) where kind = 'complaint' and until is null;
create index ledger_complaint on ledger (position) where type in ('complaint', 'complaintLots');
-- What came back under a complaint.
create index ledger_return on ledger (site, position) where type = 'return';
