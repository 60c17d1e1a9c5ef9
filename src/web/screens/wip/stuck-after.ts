/** Hours at one operation after which a lot counts as stuck, unless the address says otherwise. */
export const STUCK_AFTER = '24'
