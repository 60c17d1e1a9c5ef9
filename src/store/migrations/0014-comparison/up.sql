-- The lots of a material in the order of time: what failed ones are compared with.
create index lot_made on lot (site, material, made_at, id);
