// SPDX-License-Identifier: Apache-2.0
package io.postern.auth.jwt;

import com.nimbusds.jwt.JWTClaimsSet;

import io.postern.api.auth.Authentication;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a token must say (RFC 7519 section 4.1), and whom it then stands for.
 *
 * @param accountClaims the first of these that it has names the account
 * @param sendersClaim names the addresses that the account may send from; empty for the account's
 *     own
 * @param skew how far the provider's clock may be from ours
 */
record Claims(
        String issuer,
        Set<String> audience,
        List<String> accountClaims,
        String sendersClaim,
        Duration skew) {
    private static final String EMAIL = "email";
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}\\s]{1,254}");
    private static final Pattern SENDER =
            Pattern.compile("\\*|[^\\p{Cntrl}\\s@]*@[^\\p{Cntrl}\\s@]+");

    Claims {
        audience = Set.copyOf(audience);
        accountClaims = List.copyOf(accountClaims);
    }

    /** Empty where the token isn't good, not for us, or names nobody. */
    Optional<Authentication.Identity> identity(JWTClaimsSet token, Instant now) {
        boolean good =
                issuer.equals(token.getIssuer())
                        && !Collections.disjoint(audience, token.getAudience())
                        && isInTime(token, now);
        return good
                ? account(token)
                        .map(name -> new Authentication.Identity(name, senders(token, name)))
                : Optional.empty();
    }

    private boolean isInTime(JWTClaimsSet token, Instant now) {
        @Nullable Date end = token.getExpirationTime();
        @Nullable Date start = token.getNotBeforeTime();
        return end != null
                && end.toInstant().plus(skew).isAfter(now)
                && (start == null || !start.toInstant().minus(skew).isAfter(now));
    }

    private Optional<String> account(JWTClaimsSet token) {
        for (String claim : accountClaims) {
            @Nullable Object value = token.getClaim(claim);
            if (value != null) {
                // An address that its user has only claimed is nobody's name.
                boolean doubtful =
                        claim.equals(EMAIL)
                                && Boolean.FALSE.equals(token.getClaim("email_verified"));
                return value instanceof String text && !doubtful && NAME.matcher(text).matches()
                        ? Optional.of(text)
                        : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private List<String> senders(JWTClaimsSet token, String account) {
        if (sendersClaim.isEmpty()) {
            return account.contains("@") ? List.of(account) : List.of();
        }
        @Nullable Object value = token.getClaim(sendersClaim);
        List<?> all =
                value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
        return all.stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .filter(text -> SENDER.matcher(text).matches())
                .toList();
    }
}
