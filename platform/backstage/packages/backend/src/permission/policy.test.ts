import { catalogPermissions } from '@backstage/plugin-catalog-common/alpha';
import {
  AuthorizeResult,
  createPermission,
  Permission,
} from '@backstage/plugin-permission-common';
import { PolicyQueryUser } from '@backstage/plugin-permission-node';
import { scaffolderPermissions } from '@backstage/plugin-scaffolder-common/alpha';
import { GoldenpathPolicy } from './policy';

const TEAM = 'group:default/checkout';
const policy = new GoldenpathPolicy([TEAM]);
const known = [...catalogPermissions, ...scaffolderPermissions] as Permission[];

function user(...groups: string[]): PolicyQueryUser {
  const userEntityRef = 'user:default/checkout-engineer';
  return {
    credentials: {} as any,
    info: { userEntityRef, ownershipEntityRefs: [userEntityRef, ...groups] },
  };
}

async function decide(name: string, who?: PolicyQueryUser): Promise<any> {
  const permission = known.find(item => item.name === name)!;
  return policy.handle({ permission }, who);
}

describe('the policy', () => {
  it('lets nobody do anything without signing in', async () => {
    for (const { name } of known) {
      expect((await decide(name)).result).toBe(AuthorizeResult.DENY);
    }
  });

  it('lets everyone read', async () => {
    const reads = known.filter(
      ({ attributes }) => attributes.action === 'read',
    );
    expect(reads.length).toBeGreaterThan(4);
    for (const { name } of reads) {
      expect((await decide(name, user(TEAM))).result).toBe(
        AuthorizeResult.ALLOW,
      );
    }
  });

  it('offers templates that spend money to members alone', async () => {
    const decision = await decide(
      'catalog.entity.read',
      user('group:default/visitors'),
    );
    expect(decision.result).toBe(AuthorizeResult.CONDITIONAL);
    expect(
      decision.conditions.not.allOf.map(({ rule, params }: any) => [
        rule,
        params,
      ]),
    ).toEqual([
      ['IS_ENTITY_KIND', { kinds: ['Template'] }],
      ['HAS_ANNOTATION', { annotation: 'goldenpath/spends', value: 'true' }],
    ]);
  });

  it.each(['catalog.entity.delete', 'catalog.entity.refresh'])(
    'keeps %s for owners',
    async name => {
      const decision = await decide(name, user(TEAM));
      expect(decision.result).toBe(AuthorizeResult.CONDITIONAL);
      expect(decision.conditions).toMatchObject({
        rule: 'IS_ENTITY_OWNER',
        params: { claims: ['user:default/checkout-engineer', TEAM] },
      });
    },
  );

  it('lets those who started a task cancel it', async () => {
    const decision = await decide('scaffolder.task.cancel', user());
    expect(decision.conditions).toMatchObject({
      rule: 'IS_TASK_OWNER',
      params: { createdBy: ['user:default/checkout-engineer'] },
    });
  });

  it.each([
    'catalog.entity.create',
    'catalog.location.create',
    'catalog.location.delete',
    'scaffolder.template.dry-run',
    'scaffolder.template.management',
  ])('keeps %s for members', async name => {
    expect((await decide(name, user(TEAM))).result).toBe(AuthorizeResult.ALLOW);
    expect((await decide(name, user('group:default/visitors'))).result).toBe(
      AuthorizeResult.DENY,
    );
  });

  it('denies what it does not know and what writes to clusters', async () => {
    for (const name of ['unknown.write', 'kubernetes.proxy']) {
      const permission = createPermission({ name, attributes: {} });
      expect((await policy.handle({ permission }, user(TEAM))).result).toBe(
        AuthorizeResult.DENY,
      );
    }
  });

  it('takes any group for a team where none is named', async () => {
    const open = new GoldenpathPolicy([]);
    const permission = known.find(
      ({ name }) => name === 'catalog.entity.create',
    )!;
    expect(
      (await open.handle({ permission }, user('group:default/any'))).result,
    ).toBe(AuthorizeResult.ALLOW);
    expect((await open.handle({ permission }, user())).result).toBe(
      AuthorizeResult.DENY,
    );
  });
});
