import {
  DEFAULT_NAMESPACE,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthResolverContext,
  OAuthAuthenticatorResult,
  PassportProfile,
  SignInResolver,
} from '@backstage/plugin-auth-node';

/** The part of a profile that Auth0 fills in. */
type Auth0Profile = PassportProfile & { _json?: Record<string, unknown> };

/**
 * Signs in whoever has the e-mail address of a user in the catalog.
 *
 * Ownership is what the catalog says, and the groups of a claim, where one is configured: only
 * groups that the catalog knows count, so that a typing error in Auth0 makes nobody an owner.
 */
export function createAuth0SignInResolver(options: {
  groupsClaim?: string;
}): SignInResolver<OAuthAuthenticatorResult<Auth0Profile>> {
  return async ({ profile, result }, ctx) => {
    const email = profile.email;
    if (!email) {
      throw new NotAllowedError(
        'Auth0 gave no e-mail address: ask for the scope `email`',
      );
    }
    const claims = result.fullProfile._json ?? {};
    if (claims.email_verified !== true) {
      throw new NotAllowedError(
        `Auth0 has not verified the address ${email}: follow the link in its message first`,
      );
    }
    const { entity } = await findUser(email, ctx);
    const { ownershipEntityRefs } = await ctx.resolveOwnershipEntityRefs(
      entity,
    );
    const groups = options.groupsClaim
      ? await knownGroups(claims[options.groupsClaim], ctx)
      : [];
    return ctx.issueToken({
      claims: {
        sub: stringifyEntityRef(entity),
        ent: [...new Set([...ownershipEntityRefs, ...groups])],
      },
    });
  };
}

async function findUser(email: string, ctx: AuthResolverContext) {
  try {
    return await ctx.findCatalogUser({
      filter: { kind: 'User', 'spec.profile.email': email },
    });
  } catch (error) {
    if ((error as Error).name !== 'NotFoundError') throw error;
    throw new NotAllowedError(
      `no user in the catalog has the address ${email}: ask your platform team to add it`,
    );
  }
}

async function knownGroups(
  claim: unknown,
  ctx: AuthResolverContext,
): Promise<string[]> {
  const known: string[] = [];
  for (const name of Array.isArray(claim) ? claim : []) {
    if (typeof name !== 'string') continue;
    const reference = asGroup(name);
    if (reference && (await exists(reference, ctx))) known.push(reference);
  }
  return known;
}

function asGroup(name: string): string | undefined {
  try {
    const reference = parseEntityRef(name, {
      defaultKind: 'group',
      defaultNamespace: DEFAULT_NAMESPACE,
    });
    return reference.kind.toLocaleLowerCase('en-US') === 'group'
      ? stringifyEntityRef(reference)
      : undefined;
  } catch {
    return undefined;
  }
}

async function exists(
  entityRef: string,
  ctx: AuthResolverContext,
): Promise<boolean> {
  try {
    await ctx.findCatalogUser({ entityRef });
    return true;
  } catch (error) {
    if ((error as Error).name === 'NotFoundError') return false;
    throw error;
  }
}
