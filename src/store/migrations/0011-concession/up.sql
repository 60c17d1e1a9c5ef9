-- What a review board lets pass of a lot that stays on hold, and what was taken under it. Projections like the others.
create table concession (
  since integer not null, line integer not null,
  site text not null, concession text not null, lot integer not null,
  holds jsonb not null, quantity numeric(28,9), customer text, expires_at bigint,
  reason text not null, by text, at bigint not null,
  until integer,
  primary key (since, line)
);
create index concession_lot on concession (lot);
create index concession_code on concession (site, concession);
create index concession_ended on concession (until) where until is not null;
create table concession_use (
  since integer not null, line integer not null,
  site text not null, concession text not null, lot integer not null,
  quantity numeric(28,9) not null, kind text not null, reference text,
  until integer,
  primary key (since, line)
);
create index concession_use_lot on concession_use (lot);
create index concession_use_ended on concession_use (until) where until is not null;
