import { hiddenOf } from './address-page.js';
import { beginConnection } from './begin.js';
import { toStepUp, WAYS_PATH } from './binding-page.js';
import { personIn } from './opened-organizations.js';
import type { PageAnswer, PageRequest, Redirect, SignedIn } from './pages.js';

/** Sign-in identities on the page; a person has one for each connection. */
const SHOWN = 50;

type Handler = (page: PageRequest, signedIn: SignedIn) => Promise<PageAnswer | Redirect>;

/** For who has proved themselves minutes ago, by the present factor where there is one (F12); others do that first and come back. */
function whenProved(handler: Handler): Handler {
  return async (page, signedIn) => {
    const { deps, ctx, field } = page;
    return (await deps.signIn.factors.mayChange(ctx, signedIn.session))
      ? handler(page, signedIn)
      : toStepUp(page, WAYS_PATH, { organization: field('organization') });
  };
}

/** `GET /account/ways`: the identity providers by which the person signs in to an organization that the session opens, and those to add. */
export async function showWays(
  page: PageRequest,
  signedIn: SignedIn,
): Promise<PageAnswer | Redirect> {
  const { deps, ctx, t, to, field } = page;
  const found = await ownMember(page, signedIn);
  if (!found) return { redirect: to('/account') };
  const { organization, person, memberId } = found;
  const query = { limit: SHOWN };
  const { items } = await deps.signIn.identities.list(person, organization.id, memberId, query);
  const connections = await deps.signIn.ways.ofOrganization(ctx, organization.id);
  const nameOf = new Map(connections.map(({ id, name }) => [id, name]));
  return {
    title: t('waysTitle', { organization: organization.name }),
    organization,
    wide: true,
    body: WAYS,
    view: {
      ...(field('saved') === '1' && { saved: t('saved') }),
      text: t('waysText'),
      list: items.map(({ id, connectionId, email, name, subject }) => ({
        what: nameOf.get(connectionId) ?? t('wayCompany'),
        who: email ?? name ?? subject,
        action: to(`${WAYS_PATH}/remove`),
        hidden: hiddenOf({ organization: organization.slug, identity: id }),
        remove: t('factorRemove'),
      })),
      none: items.length === 0 && t('waysNone'),
      connections: connections.map(({ id, name }) => ({
        action: to(WAYS_PATH),
        hidden: hiddenOf({ organization: organization.slug, connection: id }),
        label: t('wayAdd', { connection: name }),
      })),
      back: { href: to('/account'), label: t('settingsTitle') },
    },
  };
}

/** `POST /account/ways`: on to the provider, which must ask the person. */
export const addWay: Handler = whenProved(async (page, signedIn) => {
  const { deps, ctx, field, to } = page;
  const found = await deps.signIn.ways.connection(ctx, field('connection'));
  const own = await ownMember(page, signedIn);
  if (!found || found.organization.id !== own?.organization.id) return { redirect: to('/account') };
  return beginConnection(page, found.connection, {
    organization: found.organization,
    purpose: 'add_identity',
    sessionId: signedIn.session.id,
    another: true,
  });
});

/** `POST /account/ways/remove`: its sessions end, and this one too where it was made by it. */
export const removeWay: Handler = whenProved(async (page, signedIn) => {
  const { deps, field, to } = page;
  const found = await ownMember(page, signedIn);
  if (!found) return { redirect: to('/account') };
  const { organization, person, memberId } = found;
  const organizationId = organization.id;
  await deps.signIn.identities.remove(person, {
    organizationId,
    memberId,
    identityId: field('identity'),
  });
  return { redirect: to(WAYS_PATH, { organization: organization.slug, saved: '1' }) };
});

/** The person in the organization that the request names, if the session opens it. */
async function ownMember({ deps, ctx, field }: PageRequest, { session }: SignedIn) {
  const organization = await deps.signIn.ways.organization(ctx, field('organization'));
  if (!organization) return undefined;
  const person = await personIn({ deps, ctx }, session, organization.id);
  const memberId = person?.authority.memberId;
  return person && memberId !== undefined ? { organization, person, memberId } : undefined;
}

const WAYS = `{{#saved}}<p class="good" role="status">{{saved}}</p>
{{/saved}}<p class="muted">{{text}}</p>
{{#none}}<p>{{none}}</p>
{{/none}}<ul class="rows">
{{#list}}<li><span><b>{{what}}</b><small>{{who}}</small></span>
<form method="post" action="{{action}}">
{{#hidden}}<input type="hidden" name="{{name}}" value="{{value}}">
{{/hidden}}<button class="button quiet" aria-label="{{remove}}: {{what}}">{{remove}}</button></form></li>
{{/list}}</ul>
{{#connections}}<form method="post" action="{{action}}">
{{#hidden}}<input type="hidden" name="{{name}}" value="{{value}}">
{{/hidden}}<div class="actions"><button class="button">{{label}}</button></div></form>
{{/connections}}<div class="actions"><a class="button quiet" href="{{back.href}}">{{back.label}}</a></div>`;
