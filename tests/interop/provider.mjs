// oidc-provider with one client that proves itself by private_key_jwt, its tokens and what it has seen kept in memory.
import { createServer } from "node:http";
import Provider from "oidc-provider";

export const ALGS = ["RS256", "RS384", "PS256", "PS384", "ES256", "ES384"];

/** Listens on a free port. Its issuer is its address unless another is given. */
export const startProvider = async ({ clientId, jwks, scope, issuer }) => {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer ?? origin, {
    routes: { token: "/auth/token" },
    scopes: scope.split(" "),
    features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
    enabledJWA: { clientAuthSigningAlgValues: ALGS },
    clientAuthMethods: ["private_key_jwt"],
    ttl: { ClientCredentials: 300 },
    clients: [{
      client_id: clientId,
      grant_types: ["client_credentials"],
      redirect_uris: [],
      response_types: [],
      token_endpoint_auth_method: "private_key_jwt",
      jwks,
      scope,
    }],
  });
  const refusals = [];
  provider.on("grant.error", (ctx, error) => refusals.push(error.error_detail ?? error.error_description));
  server.on("request", provider.callback());
  return {
    origin,
    tokenEndpoint: `${issuer ?? origin}/auth/token`,
    refusals,
    close: () => new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    }),
  };
};
