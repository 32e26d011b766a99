"""What states do: visa programmes, and answers to those who leave."""
