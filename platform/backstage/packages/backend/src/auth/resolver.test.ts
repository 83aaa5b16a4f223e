import { NotFoundError } from '@backstage/errors';
import { createAuth0SignInResolver } from './resolver';

const CLAIM = 'https://acme.example/groups';
const USER = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'User',
  metadata: { name: 'platform-engineer', namespace: 'default' },
  spec: { memberOf: [] },
};

async function signIn(
  claims: object,
  email: string | undefined = 'platform@acme.example',
) {
  const issueToken = jest.fn(async () => ({ token: 'x' }));
  const findCatalogUser = jest.fn(async (query: any) => {
    const found = query.filter
      ? query.filter['spec.profile.email'] === 'platform@acme.example'
      : query.entityRef === 'group:default/platform';
    if (!found) throw new NotFoundError('User not found');
    return { entity: USER };
  });
  const resolver = createAuth0SignInResolver({ groupsClaim: CLAIM });
  await resolver(
    { profile: { email }, result: { fullProfile: { _json: claims } } } as any,
    {
      issueToken,
      findCatalogUser,
      resolveOwnershipEntityRefs: async () => ({
        ownershipEntityRefs: [
          'user:default/platform-engineer',
          'group:default/guild',
        ],
      }),
    } as any,
  );
  return (issueToken.mock.calls as any)[0][0].claims;
}

describe('signing in by Auth0', () => {
  it('finds the user by the address, and adds the groups that the catalog knows', async () => {
    const groups = [
      'platform',
      'group:default/platform',
      'group:default/typo',
      'user:default/x',
      7,
    ];
    expect(await signIn({ email_verified: true, [CLAIM]: groups })).toEqual({
      sub: 'user:default/platform-engineer',
      ent: [
        'user:default/platform-engineer',
        'group:default/guild',
        'group:default/platform',
      ],
    });
  });

  it('does without the claim', async () => {
    const { ent } = await signIn({ email_verified: true, [CLAIM]: 'platform' });
    expect(ent).toEqual([
      'user:default/platform-engineer',
      'group:default/guild',
    ]);
  });

  it.each([undefined, false, 'true'])(
    'believes no address that is not verified: %s',
    async email_verified => {
      await expect(signIn({ email_verified })).rejects.toThrow(
        'has not verified the address',
      );
    },
  );

  it('refuses whom the catalog does not know', async () => {
    await expect(
      signIn({ email_verified: true }, 'nobody@acme.example'),
    ).rejects.toThrow(
      'no user in the catalog has the address nobody@acme.example',
    );
  });

  it('refuses who has no address', async () => {
    await expect(signIn({ email_verified: true }, '')).rejects.toThrow(
      'gave no e-mail address',
    );
  });
});
