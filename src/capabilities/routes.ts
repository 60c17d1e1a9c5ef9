/** Every address of the API but those of the server itself (capture, session, health), by capability. */
import { type TokenBook, tokenRoutes } from './access/tokens.ts'
import { alertRoutes } from './alerts/routes.ts'
import { asBuiltRoutes } from './as-built/routes.ts'
import { attributeRoutes } from './attributes/routes.ts'
import { auditRoutes } from './audit/routes.ts'
import { caseJobRoutes } from './case-jobs/routes.ts'
import { comparisonRoutes } from './comparison/routes.ts'
import { complaintRoutes } from './complaints/routes.ts'
import { componentRoutes } from './components/routes.ts'
import { containmentRoutes } from './containment/routes.ts'
import { documentRoutes } from './documents/routes.ts'
import { drillRoutes } from './drills/routes.ts'
import { exposureRoutes } from './exposure/routes.ts'
import { fsmaRoutes } from './fsma/routes.ts'
import { genealogyDoctorRoutes } from './genealogy-doctor/routes.ts'
import { handlers } from './handlers.ts'
import { type DemoSource, homeRoutes } from './home/routes.ts'
import { identifierRoutes } from './identifiers/routes.ts'
import { intakeRoutes } from './intake/routes.ts'
import { labelRoutes } from './labels/routes.ts'
import { lotRoutes } from './lots/routes.ts'
import { machineRoutes } from './machines/routes.ts'
import { materialRoutes } from './materials/routes.ts'
import { parseRecorded } from './parse.ts'
import { pictureRoutes } from './pictures/routes.ts'
import { placeRoutes } from './places/routes.ts'
import { productionRoutes } from './production/routes.ts'
import { purchaseOrderRoutes } from './purchase-orders/routes.ts'
import { questionRoutes } from './questions/routes.ts'
import { recallCaseRoutes } from './recall-cases/routes.ts'
import { recallRoutes } from './recalls/routes.ts'
import { returnRoutes } from './returns/routes.ts'
import type { Route, Services } from './route.ts'
import { salesOrderRoutes } from './sales-orders/routes.ts'
import { scanningRoutes } from './scanning/routes.ts'
import { settingsRoutes } from './settings/routes.ts'
import { shippingRoutes } from './shipping/routes.ts'
import { signatureRoutes } from './signatures/routes.ts'
import { stationRoutes } from './stations/routes.ts'
import { supervisionRoutes } from './supervision/routes.ts'
import { tracingRoutes } from './tracing/routes.ts'
import { varianceRoutes } from './variance/routes.ts'
import { workOrderRoutes } from './work-orders/routes.ts'

export function allRoutes(services: Services, book: TokenBook, demo?: DemoSource): Route[] {
  return [
    ...homeRoutes(services, demo),
    ...lotRoutes(services),
    ...placeRoutes(services),
    ...labelRoutes(services),
    ...asBuiltRoutes(services),
    ...fsmaRoutes(services),
    ...attributeRoutes(services),
    ...componentRoutes(services),
    ...signatureRoutes(services),
    ...scanningRoutes(services),
    ...tracingRoutes(services),
    ...questionRoutes(services),
    ...comparisonRoutes(services),
    ...exposureRoutes(services),
    ...pictureRoutes(services),
    ...genealogyDoctorRoutes(services),
    ...productionRoutes(services),
    ...workOrderRoutes(services),
    ...varianceRoutes(services),
    ...containmentRoutes(services),
    ...recallRoutes(services),
    ...recallCaseRoutes(services),
    ...caseJobRoutes(services),
    ...identifierRoutes(services),
    ...drillRoutes(services),
    ...purchaseOrderRoutes(services),
    ...salesOrderRoutes(services),
    ...shippingRoutes(services),
    ...documentRoutes(services),
    ...settingsRoutes(services),
    ...complaintRoutes(services),
    ...intakeRoutes(services),
    ...returnRoutes(services),
    ...alertRoutes(services),
    ...machineRoutes(services),
    ...materialRoutes(services),
    ...stationRoutes(services, book),
    ...auditRoutes(services, { handlers, parse: parseRecorded }),
    ...supervisionRoutes(services),
    ...tokenRoutes(services, book),
  ]
}
