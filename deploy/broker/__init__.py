"""A private RabbitMQ node: own name, own ports, own data folder, and nothing left behind."""

from deploy.broker.node import PrivateBroker
from deploy.broker.software import BrokerUnavailable

__all__ = ["BrokerUnavailable", "PrivateBroker"]
