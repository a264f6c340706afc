CREATE SUBSCRIPTION s CONNECTION 'host=a password=secret user=u' PUBLICATION p WITH (connect = false);
CREATE SUBSCRIPTION url CONNECTION 'postgresql://u:secret@a/d?sslpassword=x&connect_timeout=1' PUBLICATION p WITH (connect = false);
