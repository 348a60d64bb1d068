/** Requests and answers, over openid-client. oidc/index.ts loads it with the first of them. */
export { receiveAnswer } from './answers.js';
export { publicKeyOf } from './client.js';
export { logoutRequest, receiveBackChannelLogout } from './logout.js';
export { authorizationRequest } from './requests.js';
