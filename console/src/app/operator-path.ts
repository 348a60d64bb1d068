/** The page of whoever runs the server: it asks for the operator's key, and for no session. */
export const OPERATOR_PATH = '/operator';
