-- Who read what is sensitive, and what was refused to whom. No projection: it follows from no event. Each row carries the hash of the one before.
create table access_log (
  number bigint primary key,
  at bigint not null,
  who text not null,
  action text not null,
  subject text not null,
  code text, detail text,
  address text,
  previous_hash bytea not null, hash bytea not null
);
create index access_log_at on access_log (at);
create index access_log_subject on access_log (subject, at);
