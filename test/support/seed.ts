import fc from 'fast-check'

// Every property names its seed when it fails. Where many wait for the answer (CI) the cases are the same at every run; elsewhere they roam.
const given = process.env.GENEALOT_SEED ?? (process.env.CI ? '20261101' : undefined)
if (given !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(given) })
