-- Exceptions are acted on: what a supervisor decided about one, as rows with since and until like all that can be taken back.
alter table exception add column lot integer;
create index exception_lot on exception (lot) where lot is not null;
create index exception_open on exception (site, since desc, line desc) where until is null;

create table resolution (
  since integer not null, line integer not null,
  site text not null,
  exception_since integer not null, exception_line integer not null,
  action text not null, reason text not null, by text,
  at bigint not null, snoozed_until bigint,
  until integer,
  primary key (since, line)
);
create index resolution_exception on resolution (exception_since, exception_line);
