-- The limits a value had to keep when it was recorded stay with it: a plan that changes later does not judge it anew.
alter table measurement
  add column kind text, add column low numeric(28,9), add column high numeric(28,9), add column in_range boolean,
  add column work_order text, add column operation integer, add column work_center text;
create index measurement_characteristic on measurement (site, characteristic, at) where until is null;
create index measurement_order on measurement (site, work_order) where work_order is not null and lot is null and run is null;
