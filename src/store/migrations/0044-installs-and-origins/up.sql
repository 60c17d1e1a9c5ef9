-- What an install into a lot of several units said: in how many of them it is follows from what was there.
create table install (
  since int not null, line int not null, site text not null, assembly int not null, component int not null,
  quantity numeric not null, per float8, at bigint not null, ord int not null, until int,
  primary key (since, line)
);
create index install_assembly on install (assembly) where until is null;
-- When something was last installed in the lot: only then what is told of the time before changes an install.
alter table lot add column installed_at bigint;
-- A part of a received lot is found by the vendor's lot and the heat it has of it, and is not named by them.
create index lot_vendor_lot on lot (lower(vendor_lot)) where vendor_lot is not null;
create index lot_heat on lot (lower(heat)) where heat is not null;
