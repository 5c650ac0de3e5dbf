/** What may stand for a secret in the query of a URL or a header. */
const NAMED = /\b(password|passwd|pwd|token|secret|access_token|authMechanismProperties)=[^&\s"']+/gi;
const USERINFO = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/?#:@]*):[^\s/?#]*@/gi;

/** Text with the passwords and tokens of every URL in it replaced by `xxxxx`. */
export function hideSecrets(text: string): string {
  return text.replace(USERINFO, "$1:xxxxx@").replace(NAMED, "$1=xxxxx");
}
