// SPDX-License-Identifier: Apache-2.0
package io.postern.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.postern.api.policy.ConnectPolicy;
import io.postern.api.policy.Verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Dictionary;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;

/** The component, in a framework that only notes what is registered. */
@Timeout(120)
class ScriptsTest {
    @TempDir private Path home;

    private final List<Service> services = new CopyOnWriteArrayList<>();
    private final List<Service> watching = new CopyOnWriteArrayList<>();
    private Callable<?> command = List::of;

    private record Service(Class<?> type, Object hook, Dictionary<?, ?> properties) {
        String name() {
            return properties.get("postern.name") + " " + properties.get("service.ranking");
        }
    }

    private BundleContext framework() {
        return (BundleContext)
                Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {BundleContext.class},
                        (_, method, arguments) ->
                                switch (method.getName()) {
                                    case "getProperty" -> home.toString();
                                    case "registerService" -> register(arguments);
                                    case "createFilter" ->
                                            FrameworkUtil.createFilter((String) arguments[0]);
                                    case "addServiceListener", "removeServiceListener" -> null;
                                    case "getServiceReferences" -> null;
                                    default ->
                                            throw new UnsupportedOperationException(
                                                    method.getName());
                                });
    }

    private Object register(Object... arguments) {
        Service service =
                new Service((Class<?>) arguments[0], arguments[1], (Dictionary<?, ?>) arguments[2]);
        if (service.hook() instanceof Callable<?> found) {
            command = found;
        } else if ("rehearsal".equals(service.properties().get("postern.name"))) {
            watching.add(service);
        } else {
            services.add(service);
        }
        return Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ServiceRegistration.class},
                (_, _, _) -> {
                    services.remove(service);
                    watching.remove(service);
                    return null;
                });
    }

    private record TestOptions(String... value) implements Scripts.Options {
        @Override
        public String timeLimit() {
            return "PT2S";
        }

        @Override
        public String[] httpOrigins() {
            return new String[0];
        }

        @Override
        public boolean tests() {
            return true;
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return Scripts.Options.class;
        }
    }

    private String script(String name, String source) {
        Path file = home.resolve("scripts").resolve(name);
        TestScript.write(file, source);
        return file.toString();
    }

    @Test
    void hooksAreServicesInTheOrderOfTheList() throws Exception {
        String one = script("one.js", "export function onConnect() {} export function onHelo() {}");
        String two = script("two.js", "export function onConnect() {}");
        Scripts scripts = new Scripts(framework(), new TestOptions(one, two));
        assertThat(services)
                .extracting(Service::name)
                .containsExactlyInAnyOrder(
                        "scripts/one.js 2000", "scripts/one.js 2000", "scripts/two.js 1999");
        assertThat(services)
                .allSatisfy(
                        service ->
                                assertThat(service.properties().get("postern.type"))
                                        .isEqualTo("script"));
        scripts.deactivate();
        assertThat(services).isEmpty();
    }

    @Test
    void noScriptsCostNothing() throws Exception {
        Scripts scripts = new Scripts(framework(), new TestOptions());
        assertThat(services).isEmpty();
        assertThat(watching).isEmpty();
        scripts.deactivate();
    }

    @Test
    void oneBrokenScriptFailsTheActivation() {
        String good = script("good.js", "export function onConnect() {}");
        String bad = script("bad.js", "export function onConnect() {\n  let let = 1;\n}");
        assertThatThrownBy(() -> new Scripts(framework(), new TestOptions(good, bad)))
                .isInstanceOf(ScriptFailedException.class)
                .hasMessageStartingWith("scripts/bad.js:2:");
        assertThat(services).isEmpty();
    }

    @Test
    void newListIsThereBeforeTheOldOneGoes() throws Exception {
        String one = script("one.js", "export function onConnect() {}");
        String two = script("two.js", "export function onConnect() {}");
        Scripts scripts = new Scripts(framework(), new TestOptions(one));
        scripts.modified(new TestOptions(two));
        assertThat(services).extracting(Service::name).containsExactly("scripts/two.js 2000");
        scripts.deactivate();
    }

    @Test
    void brokenListLeavesTheOldOne() throws Exception {
        String one = script("one.js", "export function onConnect() {}");
        String bad = script("bad.js", "export function (");
        Scripts scripts = new Scripts(framework(), new TestOptions(one));
        assertThatThrownBy(() -> scripts.modified(new TestOptions(bad)))
                .isInstanceOf(ScriptFailedException.class);
        assertThat(services).extracting(Service::name).containsExactly("scripts/one.js 2000");
        scripts.deactivate();
    }

    @Test
    void reloadSaysWhichChangeIsNotTakenAndWhy() throws Exception {
        String one = script("one.js", "export function onConnect() {}");
        script(
                "one.test.js",
                """
                import { assert, session, test } from 'postern/test';
                test('passes', () => assert.equal(session().connect(), { verdict: 'pass' }));
                """);
        Scripts scripts = new Scripts(framework(), new TestOptions(one));
        assertThat(command.call()).isEqualTo(List.of());
        script(
                "one.js",
                "import { accept } from 'postern'; export const onConnect = () => accept();");
        List<String> why =
                List.of(
                        "scripts/one.js: not taken, the old one goes on: scripts/one.test.js: 1 of"
                                + " 1 failed: passes: scripts/one.test.js:2:22: AssertionError:"
                                + " .verdict: expected \"pass\", got \"accept\"");
        assertThat(command.call()).isEqualTo(why);
        assertThat(command.call()).isEqualTo(why);
        assertThatThrownBy(() -> scripts.modified(new TestOptions(one)))
                .hasMessageContaining("1 of 1 failed: passes");
        assertThat(((ConnectPolicy) services.getFirst().hook()).onConnect(TestMail.client("::1")))
                .isEqualTo(Verdict.pass());
        script("one.js", "export function onConnect() {} export function onHelo() {}");
        assertThat(command.call()).isEqualTo(List.of());
        assertThat(services).hasSize(2);
        scripts.deactivate();
    }

    @Test
    void changedOptionsAreTakenWithoutAGap() throws Exception {
        String file =
                script(
                        "one.js",
                        "import { options, reject } from 'postern';"
                                + " export const onConnect = () => reject('5.0.0', options.say);");
        Scripts scripts = new Scripts(framework(), new TestOptions(entry(file, "a", "first")));
        ConnectPolicy old = (ConnectPolicy) services.getFirst().hook();
        scripts.modified(
                new TestOptions(entry(file, "a", "second"), entry(file, "b", "third"), file));
        assertThat(services)
                .extracting(Service::name)
                .containsExactly("a 2000", "b 1999", "scripts/one.js 1998");
        assertThat(answer((ConnectPolicy) services.getFirst().hook())).contains("second");
        assertThat(answer((ConnectPolicy) services.get(1).hook())).contains("third");
        assertThatThrownBy(() -> answer(old)).hasMessageContaining("the script is gone");
        scripts.deactivate();
    }

    private static String answer(ConnectPolicy policy) throws InterruptedException {
        return policy.onConnect(TestMail.client("::1")).toString();
    }

    private static String entry(String file, String name, String say) {
        return "{\"file\":\"%s\",\"name\":\"%s\",\"options\":\"{\\\"say\\\":\\\"%s\\\"}\"}"
                .formatted(file, name, say);
    }

    @Test
    void shadowIsNoHookAndWatchesWhatOthersSay() throws Exception {
        String one = script("one.js", "export function onConnect() {}");
        String two = script("two.js", "export function onConnect() {}");
        String shadow = "{\"file\":\"%s\",\"shadow\":true,\"replaces\":\"%s\"}";
        Scripts scripts =
                new Scripts(
                        framework(), new TestOptions(one, shadow.formatted(two, "scripts/one.js")));
        assertThat(services).extracting(Service::name).containsExactly("scripts/one.js 2000");
        assertThat(watching).hasSize(3);
        assertThatThrownBy(
                        () -> scripts.modified(new TestOptions(one, shadow.formatted(two, "none"))))
                .hasMessage("scripts/two.js: it replaces 'none', and no script is called so");
        scripts.modified(new TestOptions());
        assertThat(watching).isEmpty();
        scripts.deactivate();
    }

    @Test
    void fileThatIsThereTwiceNeedsAName() {
        String one = script("one.js", "export function onConnect() {}");
        assertThatThrownBy(() -> new Scripts(framework(), new TestOptions(one, one)))
                .isInstanceOf(ScriptFailedException.class)
                .hasMessage(
                        "scripts/one.js is there twice in scripts: give one of them another"
                                + " 'name'");
    }

    @Test
    void changedFileIsNoticed() throws Exception {
        String one = script("one.js", "export function onConnect() {}");
        Scripts scripts = new Scripts(framework(), new TestOptions(one));
        script(
                "one.js",
                "import { accept } from 'postern'; export const onConnect = () => accept();");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () ->
                                assertThat(
                                                ((ConnectPolicy) services.getFirst().hook())
                                                        .onConnect(TestMail.client("192.0.2.1")))
                                        .isEqualTo(Verdict.accept()));
        scripts.deactivate();
    }
}
