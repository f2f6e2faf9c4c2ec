// How many recipients of a message are kept; apart from the schemas, which would bring zod to the browser.

/**
 * To, Cc and Bcc of a message are kept up to so many people each, and one more where there were more: some are written to
 * tens of thousands. The message itself has all of them.
 */
export const MOST_PEOPLE = 1000;
