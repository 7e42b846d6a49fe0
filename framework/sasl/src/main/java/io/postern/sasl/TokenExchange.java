// SPDX-License-Identifier: Apache-2.0
package io.postern.sasl;

import io.postern.api.auth.Authentication;
import io.postern.api.auth.Credentials;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * OAUTHBEARER (RFC 7628) and XOAUTH2, its ancestor: the message holds a bearer token. A client
 * whose token is refused gets a challenge that says so, answers it by nothing of worth, and is
 * refused then.
 *
 * <p>States: waiting for the token; for the answer to the error; over.
 */
final class TokenExchange implements SaslExchange {
    static final String SEPARATOR = "\u0001";
    private static final String BEARER = "bearer ";
    private static final String AUTH = "auth=";
    private static final String USER = "user=";
    private static final int NAME_LIMIT = 1024;

    /** RFC 6750 section 2.1. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    /** Of which mechanism. */
    enum Form {
        /** A GS2 header, then key and value pairs. */
        OAUTHBEARER,
        /** The user as another pair. */
        XOAUTH2
    }

    private enum State {
        TOKEN,
        ERROR,
        OVER
    }

    private final Form form;
    private State state = State.TOKEN;

    TokenExchange(Form form) {
        this.form = form;
    }

    @Override
    public Step begin() {
        return new Step.Challenge(new byte[0]);
    }

    @Override
    public Step respond(byte[] response) {
        return switch (state) {
            case TOKEN -> {
                state = State.OVER;
                yield Prepared.utf8(response, 0, response.length)
                        .flatMap(this::read)
                        .orElseGet(() -> new Step.Malformed("no message with a bearer token"));
            }
            case ERROR -> {
                state = State.OVER;
                yield new Step.Refused("token refused");
            }
            case OVER -> Answers.over();
        };
    }

    /** Whether this can be a bearer token. */
    static boolean isToken(String text) {
        return TOKEN.matcher(text).matches();
    }

    private Optional<Step> read(String message) {
        // Without a channel binding: there is no PLUS of this.
        int start =
                form == Form.XOAUTH2
                        ? 0
                        : Gs2.of(message)
                                .filter(header -> !header.flag().startsWith("p"))
                                .map(Gs2::length)
                                .orElse(-1);
        boolean framed =
                start >= 0
                        && message.length() >= start + 2
                        && message.endsWith(SEPARATOR + SEPARATOR)
                        && (form == Form.XOAUTH2 || message.startsWith(SEPARATOR, start));
        if (!framed) {
            return Optional.empty();
        }
        String account = form == Form.XOAUTH2 ? "" : Gs2.of(message).orElseThrow().authzid();
        String auth = "";
        for (String pair : message.substring(start).split(SEPARATOR, -1)) {
            if (form == Form.XOAUTH2 && pair.startsWith(USER)) {
                Optional<String> user = user(pair.substring(USER.length()));
                if (user.isEmpty()) {
                    return Optional.empty();
                }
                account = user.get();
            } else if (pair.startsWith(AUTH)) {
                auth = pair.substring(AUTH.length());
            }
        }
        return Optional.of(ask(account, auth));
    }

    private static Optional<String> user(String text) {
        return text.length() > NAME_LIMIT ? Optional.empty() : Prepared.of(text);
    }

    private Step ask(String account, String auth) {
        boolean bearer = auth.regionMatches(true, 0, BEARER, 0, BEARER.length());
        String token = bearer ? auth.substring(BEARER.length()).strip() : "";
        return isToken(token)
                ? new Step.Ask(new Credentials.Token(account, token), this::judge)
                : error();
    }

    private Step judge(Authentication authentication) {
        Step step = Answers.last(authentication);
        return step instanceof Step.Refused ? error() : step;
    }

    private Step error() {
        state = State.ERROR;
        String json = "{\"status\":\"invalid_token\",\"schemes\":\"bearer\"}";
        return new Step.Challenge(json.getBytes(StandardCharsets.US_ASCII));
    }
}
