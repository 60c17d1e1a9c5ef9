-- A recall as it stands, one row per version and one for its end. A projection like the others.
create table recall (
  site text not null, recall text not null,
  kind text not null, class text, reason text not null, hold text,
  by text, at bigint not null,
  version integer not null,
  -- The scope needs no rows: the trace as known at this position comes to this fingerprint.
  position integer not null, fingerprint text not null,
  lots integer not null, certain integer not null, possible integer not null, customers integer not null,
  closed_at bigint, close_reason text,
  since integer not null, until integer,
  primary key (site, recall, since)
);
create index recall_at on recall (at) where until is null;
create index recall_ended on recall (until) where until is not null;

-- Seeds, exclusions, what was found, whom was spoken to.
create table recall_entry (
  since integer not null, line integer not null,
  site text not null, recall text not null, kind text not null,
  lot integer, customer text, outcome text, quantity numeric, unit text, detail text, evidence text,
  by text, at bigint not null,
  until integer,
  primary key (since, line)
);
create index recall_entry_recall on recall_entry (site, recall);
create index recall_entry_ended on recall_entry (until) where until is not null;
