FROM debian:13.1
RUNN true
