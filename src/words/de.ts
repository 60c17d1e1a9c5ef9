import type { Catalogue } from './say.ts'

/** Translated by machine; corrections by a speaker who knows a shop floor are welcome. */
export const de: Catalogue = {}
