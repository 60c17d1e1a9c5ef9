/** The link that makes this device a station carries its code behind the #, where no server log sees it. */
export const enrolmentCode = (): string | undefined => /[#&]enrol=([^&]+)/.exec(window.location.hash)?.[1]
