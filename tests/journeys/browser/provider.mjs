// The unmodified oidc-provider, told of one client: the gateway at the address in GATEWAY.
import Provider from 'oidc-provider';

const { GATEWAY, PORT } = process.env;
const provider = new Provider(`http://127.0.0.1:${PORT}`, {
  clients: [{
    client_id: 'hub311',
    token_endpoint_auth_method: 'none',
    redirect_uris: [`${GATEWAY}/sign-in/callback`],
    post_logout_redirect_uris: [`${GATEWAY}/signed-out`],
    response_types: ['code'],
    grant_types: ['authorization_code'],
  }],
  claims: { openid: ['sub'], profile: ['name', 'roles'] },
  conformIdTokenClaims: false,
  cookies: { keys: ['a key of the journey'] },
  pkce: { required: () => true },
  findAccount: (ctx, id) => ({
    accountId: id,
    claims: () => ({ sub: id, name: `${id} of the journey`, roles: [] }),
  }),
});
provider.listen(Number(PORT), '127.0.0.1', () => console.log('ready'));
