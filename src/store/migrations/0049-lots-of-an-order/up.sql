-- A list names an order, and the runs of it are found without reading all of them.
create index run_order on run (site, work_order) where work_order is not null;
