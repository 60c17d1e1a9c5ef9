-- What of a large case takes long: making its evidence or its letters, finishing a drill. Operational: nothing in the ledger follows from it. The file
-- itself lies in the data directory of the server whose signing key `kept_by` is the fingerprint of; the row has what it must be.
create table case_job (
  id text primary key,
  site text not null, subject text not null, kind text not null,
  asked jsonb not null, kept_by text,
  state text not null, phase text not null, done integer not null, total integer not null,
  code text, detail text,
  file_name text, file_size bigint, file_sha256 text, sequence integer,
  begun_by text not null, begun_at bigint not null, changed_at bigint not null
);
create index case_job_running on case_job (begun_at) where state = 'running';
create index case_job_subject on case_job (site, subject, begun_at);
