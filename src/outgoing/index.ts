/**
 * Owns calls that leave the server: questions to DNS. It never knows why something is asked, nor by whom; it is handed names and gives
 * back what was answered. Mail leaves by `notifications`, which speaks SMTP itself.
 */
export { createTxtResolver, tracedResolver, type TxtResolver } from './txt-resolver.js';
