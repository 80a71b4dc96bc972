"""What customers can want done, one module a topic; `registry` lists them all."""
