-- What the server seals the contexts of stations with: one row, drawn here once, for all processes of this store.
create table station_seal (
  key bytea not null
);
insert into station_seal (key) select decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex');
