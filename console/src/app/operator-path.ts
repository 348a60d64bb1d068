/** The pages of whoever runs the server: they ask for the operator's key, and for no session. */
const OPERATOR_PATH = '/operator';

export function isOperatorPath(pathname: string): boolean {
  return pathname === OPERATOR_PATH || pathname.startsWith(`${OPERATOR_PATH}/`);
}
