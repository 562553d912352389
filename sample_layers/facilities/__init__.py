"""Makes the facility layers of the sample: every row is generated and says 가상 예시."""
