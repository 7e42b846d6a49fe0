// Submits a message through nodemailer, in TLS from the start. usage: node submit.js MODULES PORT CA USER PASSWORD TO
const [modules, port, ca, user, pass, to] = process.argv.slice(2);
const { createTransport } = require(require.resolve('nodemailer', { paths: [modules] }));
const transport = createTransport({
  host: '127.0.0.1',
  port: Number(port),
  secure: true,
  tls: { ca: require('fs').readFileSync(ca), checkServerIdentity: () => undefined },
  auth: { user, pass },
  dsn: { id: 'order-17', return: 'headers', notify: ['failure', 'delay'], recipient: to },
});
transport
  .sendMail({ from: user, to, subject: 'nodemailer says grüezi', text: 'from nodemailer\n' })
  .then((info) => console.log(info.response))
  .catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
