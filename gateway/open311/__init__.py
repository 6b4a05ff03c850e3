"""Open311: GeoReport v2, Service Discovery and Inquiry v1, in XML and JSON, over the same calls as the rest."""
