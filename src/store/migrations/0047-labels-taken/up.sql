-- The printer that said it has taken the label whole, by its address: what stands at "sending" with it is in the printer, and is asked after and not sent again.
alter table print_job add column taken_by text;
create index print_job_taken on print_job (site, printer, taken_by) where taken_by is not null;
-- What stations ask for every few seconds: which of their labels have not come out.
create index print_job_stuck on print_job (site, station) where status in ('waiting', 'sending', 'failed');
