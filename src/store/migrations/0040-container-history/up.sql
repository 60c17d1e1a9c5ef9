create index movement_container on movement (site, place) where place like 'container:%';
create index container_history on container (site, parent, since) where parent is not null;
