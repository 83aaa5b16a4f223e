import {
  catalogConditions,
  createCatalogConditionalDecision,
} from '@backstage/plugin-catalog-backend/alpha';
import {
  catalogEntityDeletePermission,
  catalogEntityReadPermission,
  catalogEntityRefreshPermission,
} from '@backstage/plugin-catalog-common/alpha';
import {
  AuthorizeResult,
  isPermission,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import {
  createScaffolderTaskConditionalDecision,
  scaffolderTaskConditions,
} from '@backstage/plugin-scaffolder-backend/alpha';
import { taskCancelPermission } from '@backstage/plugin-scaffolder-common/alpha';

/** Stands on templates whose products cost money. */
export const SPENDS = 'goldenpath/spends';

const ALLOW: PolicyDecision = { result: AuthorizeResult.ALLOW };
const DENY: PolicyDecision = { result: AuthorizeResult.DENY };

/** Whoever is signed in may do these. */
const EVERYONE = [
  // Which templates there are for someone is decided where templates are read.
  'scaffolder.task.create',
  'scaffolder.action.execute',
];

/** These are for members of a team. */
const MEMBERS = [
  'catalog.entity.create',
  'catalog.entity.validate',
  'catalog.location.analyze',
  'catalog.location.create',
  // Backstage asks without saying which location; its pages offer it to owners alone.
  'catalog.location.delete',
  'scaffolder.template.dry-run',
  'scaffolder.template.management',
];

/** Nobody may do these: what a cluster runs is changed by Argo CD, never from here. */
const NOBODY = ['kubernetes.proxy'];

/**
 * Who may do what: everyone reads, owners delete and refresh what is theirs, members of a team
 * register and run what spends money. What is not named here and changes something is denied.
 */
export class GoldenpathPolicy implements PermissionPolicy {
  /** @param members - the groups whose members are members; empty for any group. */
  constructor(private readonly members: readonly string[]) {}

  async handle(
    { permission }: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    if (!user || NOBODY.includes(permission.name)) return DENY;
    const { userEntityRef, ownershipEntityRefs: claims } = user.info;
    const member = claims.some(claim => this.#isMembership(claim));

    if (isPermission(permission, catalogEntityReadPermission) && !member) {
      return createCatalogConditionalDecision(permission, {
        not: {
          allOf: [
            catalogConditions.isEntityKind({ kinds: ['Template'] }),
            catalogConditions.hasAnnotation({
              annotation: SPENDS,
              value: 'true',
            }),
          ],
        },
      });
    }
    if (
      isPermission(permission, catalogEntityDeletePermission) ||
      isPermission(permission, catalogEntityRefreshPermission)
    ) {
      return createCatalogConditionalDecision(
        permission,
        catalogConditions.isEntityOwner({ claims }),
      );
    }
    if (isPermission(permission, taskCancelPermission)) {
      return createScaffolderTaskConditionalDecision(
        permission,
        scaffolderTaskConditions.isTaskOwner({ createdBy: [userEntityRef] }),
      );
    }
    const allowed =
      permission.attributes.action === 'read' ||
      EVERYONE.includes(permission.name) ||
      (member && MEMBERS.includes(permission.name));
    return allowed ? ALLOW : DENY;
  }

  #isMembership(claim: string): boolean {
    return this.members.length
      ? this.members.includes(claim)
      : claim.startsWith('group:');
  }
}
