/**
 * Tells an application which groups a person is in, under the claim that the application names.
 *
 * An application asks for it by the metadata `groups_claim`; to others nothing is told.
 * Groups are the person's roles in Auth0, each named by the full reference of a catalog group.
 */
exports.onExecutePostLogin = async (event, api) => {
  const claim = event.client.metadata && event.client.metadata.groups_claim;
  if (!claim) {
    return;
  }
  if (!event.user.email || event.user.email_verified !== true) {
    api.access.deny('your e-mail address is not verified: ask whoever keeps the directory');
    return;
  }
  const roles = (event.authorization && event.authorization.roles) || [];
  api.idToken.setCustomClaim(claim, [...roles].sort());
};
