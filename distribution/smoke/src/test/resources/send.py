"""Sends files through Python's smtplib. usage: send.py PORT FROM TO[,TO...] FILE..."""
import smtplib
import sys

port, sender, recipients, files = int(sys.argv[1]), sys.argv[2], sys.argv[3].split(","), sys.argv[4:]
with smtplib.SMTP("127.0.0.1", port, timeout=60) as client:
    for name in files:
        with open(name, "rb") as message:
            octets = message.read()
        eight_bit = any(octet > 127 for octet in octets)
        refused = client.sendmail(sender, recipients, octets, ["BODY=8BITMIME"] if eight_bit else [])
        if refused:
            sys.exit(f"refused: {refused}")
