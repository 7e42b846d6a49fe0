// SPDX-License-Identifier: Apache-2.0
package io.postern.smoke;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The arrows of ARCHITECTURE.md, over the classes of all modules. */
class ArchitectureTest {
    private static final Path ROOT = Path.of("../..");
    private static final String[] PLUGINS = {
        "io.postern.router..",
        "io.postern.transport..",
        "io.postern.relay..",
        "io.postern.auth..",
        "io.postern.lookup.."
    };

    private static JavaClasses all;

    @BeforeAll
    static void readClasses() throws IOException {
        all =
                new ClassFileImporter()
                        .withImportOption(location -> location.contains("/io/postern/"))
                        .importPaths(classFolders());
        assertThat(all.size()).isGreaterThan(200);
    }

    @Test
    void apiDependsOnTheJdkAndAnnotationsOnly() {
        check(
                classes()
                        .that()
                        .resideInAPackage("io.postern.api..")
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage(
                                "java..",
                                "io.postern.api..",
                                "org.osgi.annotation..",
                                "org.jspecify.."),
                "a plugin author imports nothing else");
    }

    @Test
    void eachAwkwardLibraryHasOneModule() {
        onlyIn("org.apache.mina..", "io.postern.server..");
        onlyIn("org.xbill..", "io.postern.dns..", "io.postern.testkit..");
        onlyIn("net.openhft..", "io.postern.journal.chronicle..");
        onlyIn("org.graalvm..", "io.postern.script..");
        onlyIn("org.apache.james..", "io.postern.script..");
        onlyIn("io.micrometer..", "io.postern.admin..");
        onlyIn("com.ongres..", "io.postern.sasl..");
        onlyIn("com.password4j..", "io.postern.credentials..");
        onlyIn("com.nimbusds..", "io.postern.auth.jwt..");
        onlyIn("org.HdrHistogram..", "io.postern.bench..", "io.postern.launcher..");
        onlyIn("com.sun.net.httpserver..", "io.postern.admin..");
    }

    @Test
    void pluginsKnowTheApiAndTheGrammarOnly() {
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(PLUGINS)
                        .should()
                        .dependOnClassesThat(
                                ours(
                                        "api",
                                        "smtp",
                                        "sasl",
                                        "tls",
                                        "credentials",
                                        "router",
                                        "transport",
                                        "relay",
                                        "auth",
                                        "lookup")),
                "they must work in any Postern");
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(PLUGINS)
                        .and()
                        .resideOutsideOfPackage("io.postern.auth..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("io.postern.credentials.."),
                "only who keeps accounts makes keys for them");
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(
                                "io.postern.router..", "io.postern.relay..", "io.postern.lookup..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("io.postern.sasl..", "io.postern.tls.."),
                "they log nobody in, and speak to no host");
    }

    @Test
    void pluginsDoNotKnowEachOther() {
        for (String kind : List.of("router", "transport", "relay", "auth", "lookup")) {
            SlicesRuleDefinition.slices()
                    .matching("io.postern." + kind + ".(*)..")
                    .should()
                    .notDependOnEachOther()
                    .because("a plugin is one bundle with one job")
                    .check(all);
        }
    }

    @Test
    void nothingInTheFrameworkKnowsAPlugin() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(PLUGINS)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(PLUGINS),
                "plugins come and go");
    }

    @Test
    void arrowsBetweenFrameworkModulesNeverTurnBack() {
        knowsOnly("smtp", "api");
        knowsOnly("sasl", "api");
        knowsOnly("hooks", "api");
        knowsOnly("dns", "api");
        knowsOnly("mta", "api");
        knowsOnly("config", "api");
        knowsOnly("script", "api", "smtp");
        knowsOnly("spool", "api", "hooks");
        knowsOnly("journal", "api", "spool");
        knowsOnly("queue", "api", "hooks", "smtp", "spool");
        knowsOnly("tls", "api");
        knowsOnly("tlsrpt", "api", "hooks", "smtp", "spool");
        knowsOnly("pickup", "api", "hooks", "smtp", "spool");
        knowsOnly("server", "api", "hooks", "sasl", "smtp", "spool", "tls");
        knowsOnly("plugins", "api", "hooks");
        knowsOnly("admin", "api", "hooks", "plugins", "smtp", "spool", "queue", "server");
        knowsOnly("credentials", "api", "sasl");
        knowsOnly("bench");
        knowsOnly("testkit", "api");
        knowsOnly("testserver", "api", "testkit", "spool");
        knowsOnly(
                "launcher", "api", "bench", "credentials", "plugins", "script", "spool", "journal");
    }

    @Test
    void grammarDoesNoInputOrOutputAndHasNoThreads() {
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage("io.postern.smtp..", "io.postern.sasl..")
                        .should()
                        .dependOnClassesThat(
                                JavaClass.Predicates.resideInAnyPackage(
                                                "java.net..",
                                                "java.nio.channels..",
                                                "java.util.concurrent..")
                                        .and(
                                                DescribedPredicate.not(
                                                        JavaClass.Predicates.belongToAnyOf(
                                                                InetAddress.class,
                                                                InetSocketAddress.class,
                                                                UnknownHostException.class)))),
                "it is pure, and so can be tested octet by octet");
    }

    @Test
    void timeComesFromAnInjectedClock() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages("io.postern.launcher..", "io.postern.testkit..")
                        .should()
                        .callMethod(Thread.class, "sleep", long.class)
                        .orShould()
                        .callMethod(Instant.class, "now")
                        .orShould()
                        .callMethod(Clock.class, "systemDefaultZone")
                        .orShould()
                        .callMethod(System.class, "currentTimeMillis"),
                "else nobody can test what happens later");
    }

    @Test
    void noJavaSerialization() {
        check(
                noClasses()
                        .should()
                        .dependOnClassesThat()
                        .belongToAnyOf(java.io.ObjectInputStream.class),
                "objects from outside are data");
    }

    @Test
    void hooksAreOneMethodAndSaySo() {
        assertThat(
                        all.stream()
                                .filter(type -> type.getPackageName().startsWith("io.postern.api"))
                                .filter(type -> type.isAnnotatedWith(FunctionalInterface.class)))
                .hasSizeGreaterThan(10)
                .allSatisfy(
                        type ->
                                assertThat(
                                                type.isAnnotatedWith(
                                                        "org.osgi.annotation.versioning.ConsumerType"))
                                        .as(type.getName())
                                        .isTrue());
    }

    @Test
    void everyPackageIsNullMarked() throws IOException {
        for (Path folder : classFolders()) {
            try (Stream<Path> files = Files.walk(folder)) {
                List<Path> packages =
                        files.filter(Files::isDirectory)
                                .filter(path -> path.toString().contains("io/postern"))
                                .filter(ArchitectureTest::hasClasses)
                                .toList();
                assertThat(packages)
                        .isNotEmpty()
                        .allSatisfy(
                                path -> assertThat(path.resolve("package-info.class")).exists());
            }
        }
    }

    private static boolean hasClasses(Path folder) {
        String[] names = folder.toFile().list((_, name) -> name.endsWith(".class"));
        return names != null && names.length > 0;
    }

    private static void onlyIn(String library, String... modules) {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(modules)
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(library),
                "its types stop at " + Arrays.toString(modules));
    }

    private static void knowsOnly(String module, String... known) {
        String[] allowed = Arrays.copyOf(known, known.length + 1);
        allowed[known.length] = module;
        check(
                noClasses()
                        .that()
                        .resideInAPackage("io.postern." + module + "..")
                        .should()
                        .dependOnClassesThat(ours(allowed)),
                module + " knows only " + Arrays.toString(known));
    }

    /** Classes of ours outside the named modules. */
    private static DescribedPredicate<JavaClass> ours(String... except) {
        return DescribedPredicate.describe(
                "of Postern, outside " + Arrays.toString(except),
                type ->
                        type.getPackageName().startsWith("io.postern.")
                                && Arrays.stream(except)
                                        .map(module -> "io.postern." + module)
                                        .noneMatch(
                                                name ->
                                                        type.getPackageName().equals(name)
                                                                || type.getPackageName()
                                                                        .startsWith(name + ".")));
    }

    private static void check(ArchRule rule, String because) {
        rule.because(because).check(all);
    }

    private static List<Path> classFolders() throws IOException {
        try (Stream<Path> framework = Files.list(ROOT.resolve("framework"));
                Stream<Path> plugins = Files.list(ROOT.resolve("plugins"))) {
            return Stream.concat(framework, plugins)
                    .map(module -> module.resolve("target/classes"))
                    .filter(Files::isDirectory)
                    .toList();
        }
    }
}
