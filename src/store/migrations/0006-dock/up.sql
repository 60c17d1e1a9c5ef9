-- What a document is attached to, one row per lot where a receipt has several. A projection like the others.
create table document (
  since integer not null, line integer not null,
  site text not null,
  document text not null,
  name text not null, kind text not null,
  media_type text not null, size bigint not null,
  target text not null, code text not null, lot integer,
  at bigint not null,
  until integer,
  primary key (since, line)
);
create index document_hash on document (document);
create index document_lot on document (lot) where lot is not null;
create index document_target on document (site, target, code);
create index document_ended on document (until) where until is not null;

-- The bytes, by their SHA-256: no projection, because no event can give them back. `verify` compares them with their name.
create table document_content (
  document text primary key,
  media_type text not null,
  size bigint not null,
  stored_at bigint not null,
  stored_by text not null
);
create table document_part (
  document text not null, part integer not null, bytes bytea not null,
  primary key (document, part)
);
-- A certificate is packed already; trying to pack it again only costs time.
alter table document_part alter column bytes set storage external;

create index master_purchase_order_open on master (site, (body->>'vendor')) where kind = 'purchaseOrder' and until is null and coalesce(body->>'status', 'open') = 'open';
create index master_partner_limits on master (site) where kind = 'partner' and until is null and body ? 'limits';
create index shipment_order on shipment (site, sales_order) where sales_order is not null;
