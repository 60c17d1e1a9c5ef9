-- The event of the ledger that an exclusion rests on.
alter table recall_entry add column evidence_event text;
