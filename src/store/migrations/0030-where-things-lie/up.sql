-- What stands at a place, and what went into and out of a container: asked by the page that a label's address opens.
create index container_place on container (site, place) where until is null;
create index movement_container on movement (place, since) where place like 'container:%';
