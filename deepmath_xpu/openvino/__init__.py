"""The OpenVINO engine: openvino-genai's continuous batching in a process of its own."""

from deepmath_xpu.openvino.client import OpenVINOEngine

__all__ = ["OpenVINOEngine"]
