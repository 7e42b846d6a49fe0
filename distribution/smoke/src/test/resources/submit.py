"""Submits a message through Python's smtplib, with STARTTLS and a login. usage: submit.py PORT CA USER PASSWORD TO"""
import email.message
import email.policy
import smtplib
import ssl
import sys

port, ca, user, password, recipient = sys.argv[1:]
message = email.message.EmailMessage(email.policy.SMTPUTF8)
message["From"], message["To"], message["Subject"] = user, recipient, "smtplib says grüezi"
message.set_content("from smtplib\n")
context = ssl.create_default_context(cafile=ca)
context.check_hostname = False
with smtplib.SMTP("127.0.0.1", int(port), timeout=60) as client:
    client.starttls(context=context)
    client.login(user, password)
    client.send_message(message, mail_options=["SMTPUTF8", "BODY=8BITMIME"])
