-- A drill as it stands, one row per step and one for its end. A projection like the others.
create table drill (
  site text not null, drill text not null,
  origin text not null,
  -- How the lot was drawn: seed, what among, of how many, as known at which position.
  drawn jsonb,
  lots jsonb not null,
  by text, at bigint not null,
  traced_at bigint, stock_at bigint, customers_at bigint, finished_at bigint,
  scorecard jsonb,
  since integer not null, until integer,
  primary key (site, drill, since)
);
create index drill_at on drill (site, at) where until is null;
create index drill_ended on drill (until) where until is not null;
