-- Commits of large recalls on their way. Operational: nothing in the ledger follows from it, and it follows from nothing there. The id is
-- that of the event it is to record, so a job that is done twice is recorded once.
create table recall_job (
  id text primary key,
  site text not null, recall text not null,
  event jsonb not null,
  state text not null, phase text not null, done integer not null, total integer not null,
  code text, detail text, simulation text, sequence integer,
  begun_at bigint not null, changed_at bigint not null
);
create index recall_job_running on recall_job (begun_at) where state = 'running';
