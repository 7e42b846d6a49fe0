// SPDX-License-Identifier: Apache-2.0
package io.postern.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class OptionTypeTest {
    @Test
    void keysAreTheMethodsNamesWithDashes() {
        assertThat(OptionType.of(Names.class))
                .extracting(OptionType::key)
                .containsExactly("connect-timeout", "plain", "tls-verify", "use-ipv6", "x509-file");
    }

    @ParameterizedTest
    @CsvSource({
        "simple, simple",
        "camelCase, camelCase",
        "with_dot, with.dot",
        "with__line, with_line",
        "with$_$dash, with-dash",
        "$new, new",
        "two$$dollars, two$dollars"
    })
    void propertyIsWhatDeclarativeServicesMakesOfTheName(String method, String property)
            throws NoSuchMethodException {
        assertThat(PropertyName.of(Mangled.class.getDeclaredMethod(method))).isEqualTo(property);
    }

    @Test
    void singleElementIsNamedByItsType() {
        assertThat(properties(HostNetworks.class)).containsExactly("more", "host.networks");
    }

    @Test
    void valueBesideAnotherThatMustBeGivenKeepsItsName() {
        assertThat(properties(Pair.class)).containsExactly("other", "value");
    }

    @Test
    void prefixIsPutBefore() {
        assertThat(properties(Prefixed.class)).containsExactly("org.example.host");
    }

    @Test
    void typeThatTheFileCannotExpressIsRefused() {
        assertThatThrownBy(() -> OptionType.of(Bad.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("an option can't be a java.lang.Class");
    }

    private static List<String> properties(Class<?> type) {
        return OptionType.of(type).stream().map(OptionType::property).toList();
    }

    @interface Names {
        String connectTimeout();

        boolean tlsVerify();

        boolean useIpv6();

        String x509File();

        String[] plain();
    }

    @interface Mangled {
        String simple();

        String camelCase();

        String with_dot();

        String with__line();

        String with$_$dash();

        String $new();

        String two$$dollars();
    }

    @interface HostNetworks {
        String[] value();

        int more() default 1;
    }

    @interface Pair {
        String value();

        String other();
    }

    @interface Prefixed {
        String PREFIX_ = "org.example.";

        String host();
    }

    @interface Bad {
        Class<?> type();
    }
}
