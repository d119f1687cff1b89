"""Ways out of the house that really send: mail by SMTP, text messages by HTTP gateway, a WeChat official account."""
