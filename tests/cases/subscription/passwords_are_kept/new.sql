CREATE SUBSCRIPTION s CONNECTION 'host=a password=''an other'' user=u' PUBLICATION q WITH (connect = false);
CREATE SUBSCRIPTION url CONNECTION 'postgresql://u:other@a/d?connect_timeout=1' PUBLICATION p WITH (connect = false);
CREATE SUBSCRIPTION fresh CONNECTION 'host=a password=secret' PUBLICATION p WITH (connect = false);
